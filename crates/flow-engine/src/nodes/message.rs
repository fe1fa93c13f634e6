//! `message`: says something and goes on.

use conversation::{ChoiceOption, Content, Media, MediaKind, MediaSource};
use flow_model::program::{MessageNode, ProgramNode};

use super::Next;
use crate::effect::ProblemCode;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::trouble::Trouble;

pub(super) fn enter<P: ReadProgram>(
    run: &mut Run<'_, P>,
    node: &ProgramNode,
    settings: &MessageNode,
) -> Result<Next, Trouble> {
    let mut text = run.text(&settings.text)?;
    let image = match &settings.image {
        Some((address, alt)) => Some((run.render(address)?.trim().to_owned(), run.text(alt)?)),
        None => None,
    };
    if text.is_empty() && image.is_none() {
        return Err(Trouble::new(ProblemCode::TemplateFailed, "the message is empty"));
    }
    if let Some((address, alt)) = image {
        if address.is_empty() {
            return Err(Trouble::new(ProblemCode::TemplateFailed, "the image's address is empty"));
        }
        // Options need a text of their own below the picture; without options the text is its caption.
        let caption = match settings.choices.is_empty() {
            true => std::mem::take(&mut text),
            false => String::new(),
        };
        if text.is_empty() {
            text.clone_from(&alt);
        }
        run.send(
            node,
            Content::Media(Media { kind: MediaKind::Image, source: MediaSource::Url(address), alt, caption }),
        )?;
        if settings.choices.is_empty() {
            return Ok(Next::exit("next", ""));
        }
    }
    if settings.choices.is_empty() {
        run.send(node, Content::Text(text))?;
        return Ok(Next::exit("next", ""));
    }
    if text.is_empty() {
        return Err(Trouble::new(ProblemCode::TemplateFailed, "choices need a text"));
    }
    let mut options = Vec::with_capacity(settings.choices.len());
    for (id, label) in &settings.choices {
        let label = run.label(label)?;
        options.push(ChoiceOption { id: id.clone(), label });
    }
    run.remember_menu(&options)?;
    run.send(node, Content::Choice { text, options })?;
    Ok(Next::exit("next", ""))
}
