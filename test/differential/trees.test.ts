// SPDX-License-Identifier: Apache-2.0
// Trees of objects do what CPython does: values, prints, who sees a change, and errors.

import { comparePrograms } from './task-checker';
import { TREE_PROGRAMS } from './tree-programs';

comparePrograms('trees', TREE_PROGRAMS);
