import type { Product } from '../../packages/testkit/src/product.ts';

/** The sessions of the story, one for each state that a list and a screen can show, begun through the REST door. */
const PROMPTS = {
  explain: 'explain how a reader resumes',
  working: 'resume after any gap',
  permission: 'resume must survive a restart',
  danger: 'tidy up the old journals',
  question: 'choose where the queue lives',
  plan: 'plan the move of the queue',
  changed: 'guard the cursor',
  failed: 'upgrade the bundler',
  korean: '옮기기 대기열을 저널로, 요청 순서는 그대로',
} as const;
export type SessionName = keyof typeof PROMPTS;
export type Sessions = Readonly<Record<SessionName, string>>;

/** What a session must have come to before its picture is taken. */
const READY: Readonly<Record<SessionName, (state: SessionNow) => boolean>> = {
  explain: (state) => state.lastOutcome === 'done',
  working: (state) => state.requests.length === 1,
  permission: (state) => state.requests.length === 1,
  danger: (state) => state.requests.length === 1,
  question: (state) => state.requests.length === 1,
  plan: (state) => state.requests.length === 1,
  changed: (state) => state.lastOutcome === 'done',
  failed: (state) => state.lastOutcome === 'failed',
  korean: (state) => state.requests.length === 1,
};

/** What a session runs with: only one that plans may end its plan, only one that edits freely is not asked. */
const SETTINGS: Readonly<Partial<Record<SessionName, object>>> = {
  plan: { mode: 'plan' },
  korean: { mode: 'plan' },
  changed: { mode: 'edits' },
};

interface SessionNow {
  readonly lastOutcome: string | null;
  readonly requests: readonly { readonly id: string }[];
}

/** Those that are named, all when none is; a name that was not begun leads nowhere. */
export async function beginSessions(product: Product, names?: readonly SessionName[]): Promise<Sessions> {
  const begun = {} as Record<SessionName, string>; // filled for each name below
  for (const name of names ?? (Object.keys(PROMPTS) as SessionName[])) {
    begun[name] = await begin(product, name);
    await ready(product, begun[name], READY[name]);
  }
  return begun;
}

async function begin(product: Product, name: SessionName): Promise<string> {
  const text = PROMPTS[name];
  const title = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  const settings = SETTINGS[name] ?? {};
  const started = await product.ask('/api/v1/sessions', { body: { title, settings } });
  const { session } = started.json() as { session: string };
  await product.ask(`/api/v1/sessions/${session}/commands`, { body: { kind: 'prompt', text } });
  return session;
}

/** Milliseconds between two looks at a session, and after which it is taken as it is. */
const [EVERY_MS, AT_MOST_MS] = [100, 20_000];

async function ready(product: Product, session: string, isReady: (state: SessionNow) => boolean): Promise<void> {
  for (let waited = 0; waited < AT_MOST_MS; waited += EVERY_MS) {
    const answered = await product.ask(`/api/v1/sessions/${session}`);
    if (answered.status === 200 && isReady((answered.json() as { session: SessionNow }).session)) return;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  console.warn(
    `${session} is not where the story says`,
    (await product.ask(`/api/v1/sessions/${session}/events`)).text.slice(0, 3000),
  );
}
