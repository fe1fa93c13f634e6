//! The scenarios of `tests/scenarios`, which the cloud plays too, on the embedded store.

use std::collections::VecDeque;

use app::people::create_token;
use conversation::Channel;
use protocol::people::Role;
use serde_json::{Value, json};
use testkit::scenario::{self, Place, SERVER};
use testkit::vendor::{texts_of_call, texts_of_frame};
use testkit::{Reaction, World};

use crate::support::LINE_USER;

const SHOP: &str = "https://chat.example.com";

/// One customer in a world of their own.
struct Here {
    world: World,
    channel: Channel,
    address: String,
    heard: VecDeque<String>,
    /// Of web chat: the open socket, the visitor's key, the last entry that came, and messages so far.
    connection: Option<String>,
    token: Option<String>,
    seq: u64,
    said: u32,
}

impl Here {
    async fn arrive(channel: Channel, flow: &str) -> Self {
        let world = World::new().await;
        world.publish("main", flow).await;
        world.connect("main").await;
        let address = match channel {
            Channel::Line => LINE_USER,
            Channel::Sms => "+819012345678",
            Channel::Custom | Channel::Webchat => "user-1",
        };
        let address = address.to_owned();
        let heard = VecDeque::new();
        let mut here = Self { world, channel, address, heard, connection: None, token: None, seq: 0, said: 0 };
        if channel == Channel::Webchat {
            here.comes_back().await;
        }
        here
    }

    fn hear(&mut self) {
        let calls = self.world.provider.take_calls();
        for call in calls.iter().filter(|call| !call.url.starts_with(SERVER)) {
            self.heard.extend(texts_of_call(self.channel, &call.body));
        }
        for (connection, frame) in self.world.sockets.take_posted() {
            if self.connection.as_ref() == Some(&connection) {
                self.read(&serde_json::from_str(&frame).expect("frames are JSON"));
            }
        }
    }

    fn read(&mut self, frame: &Value) {
        for (seq, text) in texts_of_frame(frame) {
            self.seq = self.seq.max(seq);
            self.heard.push_back(text);
        }
    }
}

impl Place for Here {
    async fn answers(&mut self, status: u16, body: &str) {
        self.world.provider.react([Reaction::status(status, body)]);
    }

    async fn says(&mut self, text: &str) {
        if let Some(connection) = &self.connection {
            self.said += 1;
            let frame = json!({ "type": "message", "client_id": format!("m{}", self.said), "text": text });
            let answer = self.world.frame(connection, frame).await;
            assert_eq!(answer[0]["type"], "ack", "{answer:?}");
        } else {
            self.world.says(self.channel, &self.address, text).await;
        }
    }

    async fn hears(&mut self) -> Option<String> {
        self.hear();
        self.heard.pop_front()
    }

    async fn hears_already(&mut self) -> Vec<String> {
        self.finish().await
    }

    async fn waits(&mut self, ms: u64) {
        self.world.advance(ms).await;
    }

    async fn leaves(&mut self) {
        self.hear();
        if let Some(connection) = self.connection.take() {
            self.world.close_chat(&connection).await;
        }
    }

    async fn comes_back(&mut self) {
        let connection = format!("connection-{}-{}", self.said, self.seq);
        self.world.open_chat(&connection, SHOP).await;
        let hello = json!({ "type": "hello", "v": 1, "token": self.token, "after": self.seq });
        let frames = self.world.frame(&connection, hello).await;
        assert_eq!(frames[0]["type"], "welcome", "{frames:?}");
        self.token = frames[0]["token"].as_str().map(str::to_owned);
        self.address = frames[0]["visitor"].as_str().unwrap_or_default().to_owned();
        self.connection = Some(connection);
        frames.iter().for_each(|frame| self.read(frame));
    }

    async fn timeline(&mut self) -> Value {
        let token = create_token(&self.world.services, "reader", Role::Owner).await.expect("a token is made").1;
        let customer = self.world.customer(self.channel, &self.address);
        self.world.call(&token, "GET", &format!("/api/v1/customers/{customer}/timeline"), None).await.1
    }

    async fn finish(&mut self) -> Vec<String> {
        self.world.settle().await;
        self.hear();
        self.heard.drain(..).collect()
    }
}

#[tokio::test]
pub(crate) async fn every_scenario_goes_as_written() {
    let scenarios = scenario::all();
    assert!(!scenarios.is_empty());
    for scenario in scenarios {
        for channel in &scenario.channels {
            let mut here = Here::arrive(*channel, &scenario.flow).await;
            scenario::play(&scenario, *channel, &mut here).await;
            here.world.finish().await;
        }
    }
}
