/** An Electron event: its default can be prevented. */
export class Preventable {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** An event with the members Electron puts on it. */
export function eventWith<T extends object>(members: T): Preventable & T {
  return Object.assign(new Preventable(), members);
}
