//! Handing the desk over (引継ぎ): lines per desk and day, what others changed since one was last here, and who carries a case on.

mod changes;
mod note;
mod reassign;

pub use changes::{CHANGES_PER_PAGE, CaseChange, CaseChanges, ChangesPage, page_number, until};
pub use note::{HandoverBrief, HandoverPage, HandoverQuery, NOTE_MAX, Note, NoteData, NoteForm, Place, UNREAD_DAYS, View};
pub use reassign::{MOST_CASES, OpenCase, Reassign, ReassignForm, ReassignPage, ReassignQuery, Seen, Whose};
