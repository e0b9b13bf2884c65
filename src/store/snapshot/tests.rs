//! What a snapshot holds, in general; what it does to a project is tested through the API.

use super::*;
use crate::store::Tables;

#[test]
fn every_kind_is_in_it() {
    assert_eq!(KINDS, Tables::KINDS);
}
