// SPDX-License-Identifier: Apache-2.0
// Names whose type depends on the path do what CPython does: values, their types, None, and Python's errors.

import { comparePrograms } from './task-checker';
import { UNION_PROGRAMS } from './union-programs';

comparePrograms('names of several types', UNION_PROGRAMS);
