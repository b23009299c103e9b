import Database from 'better-sqlite3';
import { migrate } from '../../src/storage/sqlite/schema.ts';

/** Migrates the file it is given and kills itself right before its statement number `at`; prints how many it ran otherwise. */
const [, , path = '', at = ''] = process.argv;
let ran = 0;
const database = new Database(path, {
  verbose: () => {
    if (++ran === Number(at)) process.kill(process.pid, 'SIGKILL');
  },
});
database.pragma('journal_mode = WAL');
migrate(database);
console.log(ran);
