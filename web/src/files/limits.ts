/** One part of a file on the wire, without its header. */
export const CHUNK_BYTES = 65_536;
/** What is read, hashed and written at once (rule S61). */
export const BLOCK_BYTES = 1_048_576;
/** So much may be under way that the receiver has not written yet: what it may have to hold. */
export const WINDOW_BYTES = 8 * BLOCK_BYTES;
/** So much waits in the data channel; more would be in the way of a message to stop. */
export const BUFFERED_BYTES_MAX = 2 * 1_048_576;
/** Early enough that a page which is busy for a moment does not leave the channel empty. */
export const BUFFERED_BYTES_LOW = 1_048_576;
/** Unfinished files of one direction between two people. */
export const UNFINISHED_MAX = 16;
export const NAME_LENGTH_MAX = 255;
/** Where the browser has no file system for pages, a file is held in memory, and can be no larger. */
export const MEMORY_BYTES_MAX = 512 * 1_048_576;
/** Larger pictures are not shown before they are saved. */
export const PREVIEW_BYTES_MAX = 8 * 1_048_576;
