// SPDX-License-Identifier: Apache-2.0
// Ratios as horizontal bars on a logarithmic axis, in an SVG that reads in dark and light.

const WIDTH = 860;
const LEFT = 210;
const BAR = 12;
const GAP = 4;
const TICKS = [0.5, 1, 2, 5, 10, 20, 50, 100, 1000];

/** `bars`: name, group and ratio of each program. */
export function chart(bars) {
  const sorted = [...bars].sort((a, b) => a.group.localeCompare(b.group) || b.ratio - a.ratio);
  const most = Math.max(2, ...sorted.map((bar) => bar.ratio));
  const least = Math.min(0.5, ...sorted.map((bar) => bar.ratio));
  const span = Math.log(most) - Math.log(least);
  const x = (value) => LEFT + ((Math.log(value) - Math.log(least)) / span) * (WIDTH - LEFT - 20);
  const height = 30 + sorted.length * (BAR + GAP) + 10;
  const ticks = TICKS.filter((tick) => tick >= least && tick <= most).map(
    (tick) =>
      `<line class="${tick === 1 ? 'one' : 'grid'}" x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="20" y2="${height - 6}"/>` +
      `<text class="tick" x="${x(tick).toFixed(1)}" y="14">${tick}×</text>`,
  );
  const rows = sorted.map((bar, i) => {
    const y = 26 + i * (BAR + GAP);
    const [from, to] = bar.ratio >= 1 ? [x(1), x(bar.ratio)] : [x(bar.ratio), x(1)];
    return (
      `<text class="name" x="${LEFT - 8}" y="${y + BAR - 2}">${bar.name}</text>` +
      `<rect class="${bar.ratio >= 1 ? 'ahead' : 'behind'}" x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="${BAR}"/>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">
<style>text{fill:#777}.name{text-anchor:end}.tick{text-anchor:middle}.grid{stroke:#7774}.one{stroke:#777}.ahead{fill:#2f81c7}.behind{fill:#d1632c}</style>
${[...ticks, ...rows].join('\n')}
</svg>
`;
}
