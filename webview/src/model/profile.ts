// SPDX-License-Identifier: Apache-2.0
// The profile's types and the ways to write its numbers, for layout and drawing, which see nothing below the model.

export type { Interval, Marks, Phase, ProfileSummary } from '../../../native/api';
export { NO_TASK } from '../../../native/api';
export { formatPercent, formatTime } from '../../../native/units';
