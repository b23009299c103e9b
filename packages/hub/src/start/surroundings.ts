import type { Clock } from '@claude-remote/link';
import type { Random } from '../access/secrets.ts';
import type { Place } from '../config/resolve.ts';
import type { NetworkAddress } from './addresses.ts';

/** Everything that `serve` takes from the computer; made by the program's main file, or by a test. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly place: Place;
  readonly programs: Programs;
  /** The built page. */
  readonly webRoot: string;
  readonly version: string;
  readonly network: () => readonly NetworkAddress[];
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly clock: Clock;
  readonly random: Random;
  readonly randomFraction: () => number;
  readonly newId: () => string;
  /** A line for the person at the terminal. */
  readonly say: (line: string) => void;
  /** Somebody who may asks for a restart of the hub: it is stopped and started in this process, Claude works on. */
  readonly restart: () => void;
  /** The port that a restart keeps, whatever the configuration says; absent at a first start. */
  readonly keptPort?: number;
  /** Starts the scripted model of the demo on loopback, at this port if it is free; null: at any. */
  readonly startModel: (port: number | null) => Promise<{ readonly url: string; close(): Promise<void> }>;
}

/** How the other programs of this product are started here. All paths are absolute. */
export interface Programs {
  readonly node: string;
  /** Arguments of Node before the runner's own, its entry included. */
  readonly runner: readonly string[];
  readonly holderEntry: string;
}
