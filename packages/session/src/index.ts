export { decisionOf, misfit, modeOfAnswer } from './answers.ts';
export { checklistOf } from './checklist.ts';
export { type DecideContext, type Decision, decide, type Effect, type StartPlan } from './decide.ts';
export { emptyState, isStarted } from './empty-state.ts';
export { firstLine } from './first-line.ts';
export { applyEvent } from './fold.ts';
export { type SessionStatus, sessionStatus, summarize } from './summary.ts';
export * from './transcript.ts';
export { afterTurn, nextTurn } from './turn.ts';
