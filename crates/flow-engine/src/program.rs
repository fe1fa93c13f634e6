//! Reading a program: the preamble and the header once per step, and of the nodes only those it enters (R5).

use flow_model::program::{Header, MAGIC, NodeIndex, PREAMBLE_BYTES, PROGRAM_FORMAT, ProgramNode};
use thiserror::Error;

/// The program or session is not what `compile` or a step wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the program or session is damaged")]
pub struct Damaged;

/// Where a program's bytes are: memory, or the other side of the sandbox.
pub trait ReadProgram {
    /// Fills `out` from `offset`. Reaching past the end is [`Damaged`].
    fn read(&self, offset: u32, out: &mut [u8]) -> Result<(), Damaged>;
}

impl ReadProgram for &[u8] {
    fn read(&self, offset: u32, out: &mut [u8]) -> Result<(), Damaged> {
        let start = offset as usize;
        let end = start.checked_add(out.len()).ok_or(Damaged)?;
        out.copy_from_slice(self.get(start..end).ok_or(Damaged)?);
        Ok(())
    }
}

/// Longest record that is read: what a document may hold at most. A damaged length must not fill memory.
const RECORD_BYTES: u32 = limits::FLOW_DOCUMENT_BYTES as u32;

/// A program opened for one step.
pub(crate) struct Program<'a, P> {
    source: &'a P,
    pub header: Header,
    node_count: u32,
    index_offset: u32,
}

impl<'a, P: ReadProgram> Program<'a, P> {
    pub fn open(source: &'a P) -> Result<Self, Damaged> {
        let mut preamble = [0; PREAMBLE_BYTES];
        source.read(0, &mut preamble)?;
        let word = |at: usize| u32::from_le_bytes([preamble[at], preamble[at + 1], preamble[at + 2], preamble[at + 3]]);
        if preamble[..4] != MAGIC || word(4) != PROGRAM_FORMAT {
            return Err(Damaged);
        }
        let header = read_record(source, PREAMBLE_BYTES as u32, word(8))?;
        let header = postcard::from_bytes(&header).map_err(|_| Damaged)?;
        Ok(Self { source, header, node_count: word(12), index_offset: word(16) })
    }

    pub fn node(&self, index: NodeIndex) -> Result<ProgramNode, Damaged> {
        if index >= self.node_count {
            return Err(Damaged);
        }
        let mut entry = [0; 8];
        let at = index.checked_mul(8).and_then(|bytes| self.index_offset.checked_add(bytes));
        self.source.read(at.ok_or(Damaged)?, &mut entry)?;
        let [a, b, c, d, e, f, g, h] = entry;
        let record = read_record(self.source, u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))?;
        ProgramNode::from_record(&record).map_err(|_| Damaged)
    }
}

fn read_record(source: &impl ReadProgram, offset: u32, length: u32) -> Result<Vec<u8>, Damaged> {
    if length > RECORD_BYTES {
        return Err(Damaged);
    }
    let mut record = vec![0; length as usize];
    source.read(offset, &mut record)?;
    Ok(record)
}
