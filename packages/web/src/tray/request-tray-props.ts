import type { Answer, MachineInfo, Request } from '@claude-remote/protocol';
import type { HubHttp } from '../state/hub-http.ts';

/** What every kind of tray gets. */
export interface RequestTrayProps<Kind extends Request = Request> {
  readonly request: Kind;
  readonly machine: Pick<MachineInfo, 'name' | 'modes'>;
  readonly workspace: string;
  readonly http: HubHttp;
  readonly onAnswer: (answer: Answer) => void;
}
