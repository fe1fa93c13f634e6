//! The guest's allocator.
//!
//! An instance lives for one step in servers and for an editing session in browsers, so memory must be cheap to
//! take and must come back, but need never be given back to the host. Blocks have size classes, two per power of two; a
//! freed block waits in its class's list and is taken again first. That is a dozen instructions where the standard
//! library's `dlmalloc` takes some two hundred, and it touches few pages, which is what a fresh instance pays for. It
//! also uses the memory behind the data before it asks for more: growing costs the host a system call.
#![expect(
    unsafe_code,
    reason = "an allocator hands out addresses; what it may touch is what it got from `memory.grow`"
)]

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::cell::UnsafeCell;
use std::ptr::{addr_of, null_mut};

const PAGE_BYTES: usize = 64 * 1024;
/// Smallest block, and every block's alignment.
const GRAIN_BYTES: usize = 16;
/// Two classes for each power of two of an address space of 32 bits.
const CLASSES: usize = 64;

struct Heap(UnsafeCell<State>);

struct State {
    /// First free block of each class; a free block's first word is the next one. Null ends a list.
    free: [*mut u8; CLASSES],
    /// Memory that was never used: from `next` up to `end`. Both 0 before the first allocation.
    next: usize,
    end: usize,
}

// SAFETY: WebAssembly without the threads proposal, which no host of ours turns on, has one thread.
unsafe impl Sync for Heap {}

#[global_allocator]
static HEAP: Heap = Heap(UnsafeCell::new(State { free: [null_mut(); CLASSES], next: 0, end: 0 }));

unsafe extern "C" {
    /// Where the linker's stack and data end.
    static __heap_base: u8;
}

/// A block's class and its size in bytes.
fn class(layout: Layout) -> (usize, usize) {
    // Alignments above the grain do not occur in practice: a block of twice the size has room for one.
    let wanted = layout.size().max(GRAIN_BYTES).max(if layout.align() > GRAIN_BYTES { 2 * layout.align() } else { 0 });
    let power = usize::BITS - (wanted - 1).leading_zeros();
    let half = 3 << power.saturating_sub(2);
    match half >= wanted && half.is_multiple_of(GRAIN_BYTES) {
        true => (2 * power as usize - 1, half),
        false => (2 * power as usize, 1 << power),
    }
}

impl State {
    /// Memory that was never used.
    fn unused(&mut self, size_bytes: usize) -> *mut u8 {
        if self.end == 0 {
            self.next = (addr_of!(__heap_base) as usize).next_multiple_of(GRAIN_BYTES);
            self.end = memory_size::<0>() * PAGE_BYTES;
        }
        let Some(after) = self.next.checked_add(size_bytes) else {
            return null_mut();
        };
        if after > self.end {
            // Nobody else grows this memory, so the new pages follow the old ones.
            let pages = (after - self.end).div_ceil(PAGE_BYTES);
            if memory_grow::<0>(pages) == usize::MAX {
                return null_mut();
            }
            self.end += pages * PAGE_BYTES;
        }
        let block = self.next as *mut u8;
        self.next = after;
        block
    }
}

// SAFETY: blocks come from memory that the linker and `memory.grow` gave to this heap alone; a block is in use or in one
// list, never both, because only `dealloc` puts it there and `alloc` takes it out.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (class, size_bytes) = class(layout);
        // SAFETY: one thread, and nothing below calls back into the allocator.
        let state = unsafe { &mut *self.0.get() };
        let free = state.free[class];
        let block = if free.is_null() {
            state.unused(size_bytes)
        } else {
            // SAFETY: a block in a list is at least a grain long and starts with the next one's address.
            state.free[class] = unsafe { free.cast::<*mut u8>().read() };
            free
        };
        if layout.align() <= GRAIN_BYTES {
            return block;
        }
        // Wide alignments are served from inside a block, whose start then cannot be told from the address: such
        // blocks are not taken back.
        if block.is_null() { block } else { (block as usize).next_multiple_of(layout.align()) as *mut u8 }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if layout.align() > GRAIN_BYTES {
            return;
        }
        let (class, _) = class(layout);
        // SAFETY: as in `alloc`; the caller gives back a block of this layout that it no longer uses.
        unsafe {
            let state = &mut *self.0.get();
            block.cast::<*mut u8>().write(state.free[class]);
            state.free[class] = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller vouches that `new_size` makes a layout with this alignment.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        if class(layout).0 == class(new_layout).0 {
            return block;
        }
        // SAFETY: the new block is as long as the shorter of both at least, and is not the old one.
        unsafe {
            let moved = self.alloc(new_layout);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size().min(new_size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}
