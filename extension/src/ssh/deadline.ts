// SPDX-License-Identifier: Apache-2.0
// A time limit that stands still while a person is asked something.

export class Deadline {
  private timer: NodeJS.Timeout | undefined;
  private expire: () => void = () => {};
  private pauses = 0;
  private isStopped = false;

  constructor(private readonly limitMs: number) {}

  onExpire(expire: () => void): void {
    this.expire = expire;
    this.restart();
  }

  restart(): void {
    clearTimeout(this.timer);
    if (this.pauses === 0 && !this.isStopped) this.timer = setTimeout(() => this.expire(), this.limitMs);
  }

  async pauseFor<T>(work: Promise<T>): Promise<T> {
    this.pauses++;
    clearTimeout(this.timer);
    try {
      return await work;
    } finally {
      this.pauses--;
      this.restart();
    }
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }
}
