import { type Disk, machineDisk } from '../src/journal/disk.ts';

/** The machine's disk, which syncs nothing while it is busy. */
export class BusyDisk implements Disk {
  readonly list = machineDisk.list;
  readonly read = machineDisk.read;
  readonly truncate = machineDisk.truncate;
  readonly replace = machineDisk.replace;
  readonly remove = machineDisk.remove;
  private free: Promise<void> = Promise.resolve();

  /** Returns the way to end it. */
  beBusy(): () => void {
    let end = (): void => {};
    this.free = new Promise((resolve) => {
      end = resolve;
    });
    return end;
  }

  async open(path: string): ReturnType<Disk['open']> {
    const file = await machineDisk.open(path);
    return { ...file, datasync: () => this.free.then(() => file.datasync()) };
  }
}
