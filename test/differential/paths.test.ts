// SPDX-License-Identifier: Apache-2.0
// What is of several types by the path of the run does what CPython does.

import { PATH_PROGRAMS } from './path-programs';
import { comparePrograms } from './task-checker';

comparePrograms('types by path', PATH_PROGRAMS);
