import type { Clock } from '@claude-remote/link';
import type { PushMessage } from '@claude-remote/protocol';
import type { Random } from '../access/secrets.ts';
import { encryptPush, MAX_PUSH_BYTES } from './encrypt.ts';
import { mustShow } from './endpoint.ts';
import { deliveryOf, type Message, subjectOf, topicOf } from './messages.ts';
import type { PushAnswer, PushPost } from './push-post.ts';
import type { AttentionStore, OutboxPush, Subscription } from './store.ts';
import type { Vapid } from './vapid.ts';

/**
 * Brings messages to devices: kept on disk until the push service took them, tried again as it asks, given up when they
 * are too old to matter. A device that the service does not know any more is forgotten.
 */
interface PushOutboxParts {
  readonly store: AttentionStore;
  readonly vapid: Vapid;
  readonly post: (push: PushPost) => Promise<PushAnswer>;
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: Random;
  readonly onTrouble: (what: string, error: unknown) => void;
  /** For the log; names the service, never the device's address. */
  readonly onRefused: (what: { host: string; status: number | string }) => void;
}

/** What became of one push. `gone`: the device is forgotten. */
export type Outcome = 'sent' | 'later' | 'refused' | 'gone';

const FIRST_RETRY_MS = 15_000;
const LAST_RETRY_MS = 30 * 60_000;
const MAX_RETRY_AFTER_MS = 6 * 3_600_000;
const AT_ONCE = 4;

export class PushOutbox {
  private readonly parts: PushOutboxParts;
  private cancel: (() => void) | null = null;
  private sending = false;
  private again = false;
  private stopped = false;

  constructor(parts: PushOutboxParts) {
    this.parts = parts;
  }

  /** Keeps the message for the device; `wake` sends it. */
  add(device: Subscription, message: Message): void {
    const { urgency, ttlS } = deliveryOf(message);
    const now = this.parts.now();
    this.parts.store.addToOutbox({
      subscription: device.id,
      topic: topicOf(subjectOf(message)),
      message: messageText(device, message),
      urgency,
      expiresAt: now + ttlS * 1000,
      nextAt: now,
    });
  }

  /** Sends what is due, now and whenever more becomes due. */
  wake(): void {
    if (this.stopped) return;
    this.again = true;
    if (!this.sending) void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  /** One push past the outbox, so that the person learns what became of it. */
  async sendNow(device: Subscription, message: Message): Promise<Outcome> {
    const { urgency, ttlS } = deliveryOf(message);
    const text = messageText(device, message);
    return (await this.send(device, { text, urgency, ttlS, topic: topicOf(subjectOf(message)) })).outcome;
  }

  private async run(): Promise<void> {
    this.sending = true;
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.sendDue();
      }
      this.schedule();
    } catch (error) {
      this.parts.onTrouble('pushes could not be sent', error);
      this.wait(LAST_RETRY_MS);
    } finally {
      this.sending = false;
    }
  }

  private async sendDue(): Promise<void> {
    const { store, now } = this.parts;
    const devices = new Map(store.people(now()).flatMap((one) => one.devices.map((device) => [device.id, device])));
    const due = store.dueInOutbox(now(), AT_ONCE);
    if (due.length === AT_ONCE) this.again = true;
    await Promise.all(due.map((push) => this.sendOne(push, devices.get(push.subscription) ?? null)));
  }

  /** `device` is null when its login is over. */
  private async sendOne(push: OutboxPush, device: Subscription | null): Promise<void> {
    const { store, now } = this.parts;
    const left = push.expiresAt - now();
    if (!device || left <= 0) {
      store.removeFromOutbox(push.id);
      return;
    }
    const { urgency, topic, message: text } = push;
    const { outcome, retryMs } = await this.send(device, { text, urgency, topic, ttlS: Math.ceil(left / 1000) });
    if (this.stopped) return; // it is sent again after the start; its tag makes that harmless
    if (outcome === 'later') store.putOff(push.id, now() + (retryMs ?? backoff(push.attempts)));
    else store.removeFromOutbox(push.id);
  }

  private async send(device: Subscription, push: Sealed): Promise<{ outcome: Outcome; retryMs: number | null }> {
    const { vapid, now, random, post } = this.parts;
    const { origin, host } = new URL(device.endpoint);
    const answer = await post({
      endpoint: device.endpoint,
      body: encryptPush(push.text, device, random),
      headers: {
        authorization: vapid.authorization(origin, now()),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String(push.ttlS),
        urgency: push.urgency,
        topic: push.topic,
      },
    });
    const outcome = outcomeOf(answer);
    if (outcome === 'gone') this.parts.store.dropSubscription(device.id);
    if (outcome !== 'sent') {
      this.parts.onRefused({ host, status: answer.kind === 'answered' ? answer.status : answer.why });
    }
    return { outcome, retryMs: answer.kind === 'answered' ? retryAfterMs(answer.retryAfter, now()) : null };
  }

  private schedule(): void {
    const next = this.parts.store.nextInOutbox();
    if (next !== null) this.wait(next - this.parts.now());
  }

  private wait(ms: number): void {
    if (this.stopped) return;
    this.cancel?.();
    this.cancel = this.parts.clock.timer(Math.min(Math.max(ms, 0), LAST_RETRY_MS), () => this.wake());
  }
}

interface Sealed {
  readonly text: string;
  readonly urgency: string;
  readonly topic: string;
  readonly ttlS: number;
}

function messageText({ language, endpoint }: Subscription, message: Message): string {
  const loud = mustShow(endpoint);
  const whole: PushMessage = message.type === 'close' ? { ...message, language, loud } : { ...message, language };
  const text = JSON.stringify(whole);
  if (Buffer.byteLength(text) > MAX_PUSH_BYTES) throw new Error(`a push of ${text.length} characters is too long`);
  return text;
}

function outcomeOf(answer: PushAnswer): Outcome {
  if (answer.kind === 'unreachable') return 'later';
  const { status } = answer;
  if (status >= 200 && status < 300) return 'sent';
  if (status === 404 || status === 410) return 'gone';
  if (status === 408 || status === 429 || status >= 500) return 'later';
  return 'refused';
}

function backoff(attempts: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 10));
}

/** `Retry-After` is seconds or a date; bounded, since it is somebody else's word. */
function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1_000), MAX_RETRY_AFTER_MS) : null;
}
