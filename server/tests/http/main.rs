//! The real binary over real HTTP, with a real Redis where there is one.

mod address;
mod baskets;
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
mod reschedule;
mod scenarios;
mod secret;
mod session;
mod start;
mod stay;
mod stock;
mod stop;
mod support;
mod waitlist;
