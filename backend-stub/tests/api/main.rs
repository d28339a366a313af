//! The backend through its real router, each test with a service and a database of its own.

mod test_app;
mod window;

mod auth;
mod realtime;
