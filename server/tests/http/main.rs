//! The real binary over real HTTP, with a real Redis where there is one.

mod address;
mod body;
mod contract;
mod crash;
mod discretion;
mod guard;
mod hold;
mod live;
mod lock;
mod outage;
mod overlap;
mod page;
mod privacy;
mod race;
mod repeat;
mod secret;
mod start;
mod stop;
mod storm;
mod support;
mod verify;
mod webhook;
