// SPDX-License-Identifier: Apache-2.0
// A canvas that stays as sharp as the screen and repaints at most once a frame.

export class Surface {
  readonly canvas = document.createElement('canvas');
  readonly context: CanvasRenderingContext2D;
  width = 0;
  height = 0;
  private scheduled = false;

  constructor(
    parent: HTMLElement,
    className: string,
    private readonly paint: (surface: Surface) => void,
  ) {
    this.canvas.className = className;
    parent.append(this.canvas);
    this.context = this.canvas.getContext('2d') as CanvasRenderingContext2D;
    new ResizeObserver(() => this.resize()).observe(this.canvas);
  }

  invalidate(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === this.width && clientHeight === this.height) return;
    this.width = clientWidth;
    this.height = clientHeight;
    this.draw();
  }

  private draw(): void {
    if (this.width === 0 || this.height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, this.width, this.height);
    this.paint(this);
  }
}
