export { type AcceptedLink, type AcceptOptions, acceptLink } from './accept.ts';
export { createLink, type Link, type LinkOptions } from './endpoint.ts';
export { type Direction, type MemoryNetwork, memoryNetwork } from './memory.ts';
export * from './numbering.ts';
export * from './types.ts';
export { dialWebSocket, transportOf } from './websocket.ts';
