// The wire between preload and main. Both sides import this file, so it must import nothing.

/** `invoke(method, input as JSON text)`, answered by `CallAnswer`. */
export const CALL_CHANNEL = 'keyhole:call';
/** What the engine tells unasked. */
export const NOTICE_CHANNEL = 'keyhole:notice';
