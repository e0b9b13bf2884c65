//! One object, several places that show it.

use serde::{Serialize, Serializer};

/// Where an object is being shown. The recordings differ by place (`wire.md` §3, QUIRK lines).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The answer to a request that made or changed the object.
    Written,
    /// The answer to a request that read it, alone or in a list.
    Read,
    /// The same, with all that `include[]` may ask for.
    ReadInFull,
    /// The data of a server-sent event.
    Event,
    /// The same, with all that `include[]` may ask for.
    EventInFull,
}

impl View {
    /// Whether what `include[]` may ask for is shown.
    pub fn in_full(self) -> bool {
        match self {
            Self::ReadInFull | Self::EventInFull => true,
            Self::Written | Self::Read | Self::Event => false,
        }
    }

    /// Whether this is an event.
    pub fn is_event(self) -> bool {
        match self {
            Self::Event | Self::EventInFull => true,
            Self::Written | Self::Read | Self::ReadInFull => false,
        }
    }
}

/// An object whose JSON depends on where it is shown.
pub trait Shape {
    /// Serializes `self` as `view` shows it.
    ///
    /// # Errors
    /// Only the serializer's own.
    fn shape<S: Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error>;
}

/// `object` as `view` shows it; this is what handlers and the event stream serialize.
#[derive(Clone, Copy, Debug)]
pub struct Shown<T>(pub T, pub View);

impl<T: std::ops::Deref<Target: Shape>> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.shape(self.1, serializer)
    }
}

/// Makes a type that looks the same everywhere a [`Shape`].
macro_rules! same_everywhere {
    ($type:ty) => {
        impl crate::wire::Shape for $type {
            fn shape<S: serde::Serializer>(&self, _view: crate::wire::View, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(self, serializer)
            }
        }
    };
}
pub(crate) use same_everywhere;
