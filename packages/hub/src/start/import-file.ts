import { readFileSync } from 'node:fs';
import { loadConfig } from '../config/load.ts';
import { StartProblem } from '../config/problem.ts';
import { codeOf, makePrivateDirectory } from '../private-files.ts';
import { importConversations, parseConversations } from './import-conversations.ts';
import { withAccessStore } from './open-parts.ts';
import type { Surroundings } from './surroundings.ts';

/** `claude-remote import`: reads the file first, so that a wrong one touches nothing. */
export async function importFile(around: Surroundings, path: string | undefined): Promise<void> {
  if (path === undefined) throw new StartProblem('import: name the sessions.json to take over.');
  const records = parseConversations(read(path), path);
  const { dataDir } = loadConfig(around.args, around.env, around.place);
  makePrivateDirectory(dataDir);
  const { added, kept } = await withAccessStore(dataDir, (store) => importConversations(store, records));
  for (const id of added) around.say(`imported ${id}`);
  for (const id of kept) around.say(`kept ${id} (it is as new here)`);
  around.say(`${added.length} of ${records.length} conversations imported into ${dataDir}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartProblem(`import: ${path} cannot be read (${codeOf(error)}).`);
  }
}
