import { useEffect, useRef, useState } from 'react';

/** Speech to text as the browser offers it; the browser decides who hears the sound, so nothing is recorded here. */

/** What we use of the Web Speech API, which the DOM types leave out. */
interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: { readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>> }) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}
type RecognitionMaker = new () => Recognition;

interface SpeakingWindow {
  readonly SpeechRecognition?: RecognitionMaker;
  readonly webkitSpeechRecognition?: RecognitionMaker;
}

type DictationState =
  | { readonly is: 'off' }
  | { readonly is: 'listening' }
  /** `refused`: the microphone was not allowed; `failed`: the browser could not hear or reach its service. */
  | { readonly is: 'off'; readonly because: 'refused' | 'failed' };

interface Dictation {
  readonly state: DictationState;
  /** Starts behind `text`, or stops. */
  readonly toggle: (text: string) => void;
}

/** Null where the browser offers none. `onText` gets the whole text each time more was understood. */
export function useDictation(language: string, onText: (text: string) => void): Dictation | null {
  const [state, setState] = useState<DictationState>({ is: 'off' });
  const running = useRef<Recognition | null>(null);
  const hear = useRef(onText);
  hear.current = onText;
  useEffect(() => () => running.current?.abort(), []);
  const Maker = makerOf(window as SpeakingWindow); // browsers name it differently, or not at all
  if (!Maker) return null;

  function toggle(text: string) {
    if (running.current) return running.current.stop();
    if (!Maker) return;
    const recognition = new Maker();
    Object.assign(recognition, { lang: language, continuous: true, interimResults: true });
    recognition.onresult = ({ results }) => {
      const said = Array.from(results, (result) => result[0]?.transcript ?? '').join('');
      hear.current(joined(text, said));
    };
    recognition.onerror = ({ error }) => setState({ is: 'off', because: becauseOf(error) });
    recognition.onend = () => {
      running.current = null;
      setState((now) => (now.is === 'listening' ? { is: 'off' } : now));
    };
    running.current = recognition;
    setState({ is: 'listening' });
    recognition.start();
  }
  return { state, toggle };
}

function makerOf({ SpeechRecognition, webkitSpeechRecognition }: SpeakingWindow): RecognitionMaker | undefined {
  return SpeechRecognition ?? webkitSpeechRecognition;
}

function becauseOf(error: string): 'refused' | 'failed' {
  return error === 'not-allowed' || error === 'service-not-allowed' ? 'refused' : 'failed';
}

function joined(text: string, said: string): string {
  const gap = text === '' || /\s$/.test(text) ? '' : ' ';
  return `${text}${gap}${said.trimStart()}`;
}
