// SPDX-License-Identifier: Apache-2.0
// Classes of the program do what CPython does: values, prints, who sees a change, and errors.

import { OBJECT_PROGRAMS } from './object-programs';
import { comparePrograms } from './task-checker';

comparePrograms('objects', OBJECT_PROGRAMS);
