/**
 * Ids are strings with a brand, so that one kind is never passed for another.
 * Every id that is a right (tokens, codes, cookies) is not here: ids are names, never permissions.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** One Claude Code conversation. A UUID, made by the client that starts the session; Claude's own session id begins as the same value. */
export type SessionId = Id<'session'>;
/** One command, made by the client that asks (UUID). For a prompt it is also the uuid of Claude's user message. */
export type CommandId = Id<'command'>;
/** One computer with a runner. Letters, digits, `-`; chosen when the machine joins. */
export type MachineId = Id<'machine'>;
/** Something Claude waits for a person to decide: Claude Code's own `request_id`. */
export type RequestId = Id<'request'>;
/** One tool call: Claude's `tool_use` id. */
export type ToolId = Id<'tool'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a lower-case UUID, the form of session and command ids. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

export const asSessionId = (text: string): SessionId => text as SessionId;
export const asCommandId = (text: string): CommandId => text as CommandId;
export const asMachineId = (text: string): MachineId => text as MachineId;
export const asRequestId = (text: string): RequestId => text as RequestId;
export const asToolId = (text: string): ToolId => text as ToolId;
