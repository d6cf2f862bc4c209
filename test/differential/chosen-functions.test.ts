// SPDX-License-Identifier: Apache-2.0
// Functions that the run chooses do what CPython does.

import { CHOSEN_FUNCTION_PROGRAMS } from './chosen-function-programs';
import { comparePrograms } from './task-checker';

comparePrograms('chosen functions', CHOSEN_FUNCTION_PROGRAMS);
