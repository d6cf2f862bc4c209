// SPDX-License-Identifier: Apache-2.0
// Items of several types do what CPython does: values, their types, texts, and Python's errors.

import { ITEM_PROGRAMS } from './item-programs';
import { comparePrograms } from './task-checker';

comparePrograms('items of several types', ITEM_PROGRAMS);
