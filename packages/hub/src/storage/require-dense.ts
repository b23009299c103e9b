/** Throws unless the events continue the stored log: a hole or a second version of an event would be there for ever. */
export function requireDense(headSeq: number, events: readonly { readonly seq: number }[]): void {
  for (const [at, { seq }] of events.entries()) {
    const due = headSeq + at + 1;
    if (seq !== due) throw new Error(`event ${seq} came where ${due} is due`);
  }
}
