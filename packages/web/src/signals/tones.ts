import type { Signal } from './heard.ts';

/** Two tones that are told apart without looking: done rises, asked knocks twice. */
const NOTES: Readonly<Record<Signal, readonly { readonly hz: number; readonly at: number }[]>> = {
  done: [
    { hz: 523, at: 0 },
    { hz: 784, at: 0.15 },
  ],
  asked: [
    { hz: 659, at: 0 },
    { hz: 659, at: 0.22 },
  ],
};
const NOTE_S = 0.15;
const LOUDNESS = 0.18;
const RAMP_S = 0.012;

/** Milliseconds on, off, on. */
const BUZZ: Readonly<Record<Signal, readonly number[]>> = { done: [80], asked: [60, 80, 60] };

export interface Tones {
  /** Silent where the browser wants a tap first, or has no sound. */
  play(signal: Signal): void;
  /** Still where the browser wants a tap first, or cannot vibrate. */
  buzz(signal: Signal): void;
  /** Lets later tones sound: to be called within a second of a tap or key press. */
  unlock(): void;
  close(): void;
}

export function createTones(makeAudio: () => AudioContext, navigator: Navigator): Tones {
  let audio: AudioContext | null = null;
  const open = () => {
    try {
      audio ??= makeAudio();
      void audio.resume().catch(() => {});
    } catch {
      audio = null; // a browser without sound
    }
    return audio;
  };
  return {
    unlock: () => void open(),
    play: (signal) => {
      const playing = open();
      if (playing?.state === 'running') for (const note of NOTES[signal]) sound(playing, note);
    },
    buzz: (signal) => {
      // Before the first tap the browser refuses it, and calls that an error.
      if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([...BUZZ[signal]]);
    },
    close: () => {
      void audio?.close().catch(() => {});
      audio = null;
    },
  };
}

/** Faded in and out, so that it does not click. */
function sound(audio: AudioContext, { hz, at }: { hz: number; at: number }): void {
  const begin = audio.currentTime + at;
  const end = begin + NOTE_S;
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(LOUDNESS, begin + RAMP_S);
  gain.gain.setValueAtTime(LOUDNESS, end - RAMP_S);
  gain.gain.linearRampToValueAtTime(0, end);
  gain.connect(audio.destination);
  const oscillator = audio.createOscillator();
  oscillator.type = 'sine';
  oscillator.frequency.value = hz;
  oscillator.connect(gain);
  oscillator.start(begin);
  oscillator.stop(end);
}
