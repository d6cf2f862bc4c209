// SPDX-License-Identifier: Apache-2.0
// Objects and dictionaries with constant keys in lists and tables do what CPython does.

import { OBJECT_LIST_PROGRAMS } from './object-list-programs';
import { RECORD_PROGRAMS } from './record-programs';
import { comparePrograms } from './task-checker';

comparePrograms('records', [...OBJECT_LIST_PROGRAMS, ...RECORD_PROGRAMS]);
