//! What only authors see: places, titles and remarks.

use super::{Change, ChangeKind, node_name, paired, short};
use crate::document::{Document, Place};
use crate::words::words;

/// Moved boxes are counted, not listed: nobody reads forty sentences about positions. Boxes of nodes that came or
/// went are told with the node.
pub(super) fn diff(old: &Document, new: &Document, changes: &mut Vec<Change>) {
    let before = changes.len();
    let pairs = paired(
        old.layout.nodes.iter().map(|(id, place)| (id.clone(), place)),
        new.layout.nodes.iter().map(|(id, place)| (id.clone(), place)),
    );
    let mut moved = 0_usize;
    let none = Place::default();
    for (id, (was, is)) in pairs {
        if !old.nodes.contains_key(&id) || !new.nodes.contains_key(&id) {
            continue;
        }
        let (was, is) = (was.unwrap_or(&none), is.unwrap_or(&none));
        moved += usize::from((was.x, was.y) != (is.x, is.y));
        if was.title != is.title {
            let sentence = words(
                format!("The title of `{id}` is now “{}” instead of “{}”.", is.title, was.title),
                format!("`{id}` の表示名を「{}」から「{}」に変更しました。", was.title, is.title),
            );
            let (was, is) = (was.title.clone(), is.title.clone());
            changes.push(only_layout(sentence).node(&id).values("layout.title", Some(was.into()), Some(is.into())));
        }
        if was.note != is.note {
            let name = node_name(new, &id);
            let sentence = words(
                format!("{}: the remark is now “{}”.", name.en, short(&is.note)),
                format!("{}: メモを「{}」に変更しました。", name.ja.trim(), short(&is.note)),
            );
            let (was, is) = (was.note.clone(), is.note.clone());
            changes.push(only_layout(sentence).node(&id).values("layout.note", Some(was.into()), Some(is.into())));
        }
    }
    if moved > 0 {
        let only = before == 0 && changes.is_empty();
        let (end_en, end_ja) = if only {
            (" Nothing else changed: the revision stays the same.", "ほかに変更はなく、版も変わりません。")
        } else {
            ("", "")
        };
        changes.push(only_layout(words(
            format!("Moved {moved} {}.{end_en}", if moved == 1 { "box" } else { "boxes" }),
            format!("{moved}個のノードの位置を変更しました。{end_ja}"),
        )));
    }
}

fn only_layout(sentence: crate::words::Words) -> Change {
    Change { revision: false, ..Change::new(ChangeKind::Layout, sentence) }
}
