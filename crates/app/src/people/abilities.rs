//! What a role may do. Front ends only ever see the abilities.

use protocol::people::{Ability, Role};

pub fn abilities(role: Role) -> &'static [Ability] {
    match role {
        Role::Owner => &[
            Ability::ReadFlows,
            Ability::EditFlows,
            Ability::PublishFlows,
            Ability::ReadConversations,
            Ability::AnswerConversations,
            Ability::ManageChannels,
            Ability::ManagePeople,
            Ability::UseSimulator,
        ],
        Role::Author => &[Ability::ReadFlows, Ability::EditFlows, Ability::PublishFlows, Ability::UseSimulator],
        Role::Agent => &[Ability::ReadConversations, Ability::AnswerConversations],
    }
}
