import type { Change } from "../change.ts";
import { v1_00 } from "./v1-00.ts";
import { v1_01 } from "./v1-01.ts";
import { v1_02 } from "./v1-02.ts";
import { v1_03 } from "./v1-03.ts";
import { v1_04 } from "./v1-04.ts";
import { v1_05 } from "./v1-05.ts";
import { v1_06 } from "./v1-06.ts";
import { v1_07 } from "./v1-07.ts";
import { v1_08 } from "./v1-08.ts";
import { v1_09 } from "./v1-09.ts";
import { v1_10 } from "./v1-10.ts";
import { v1_11 } from "./v1-11.ts";
import { v1_12 } from "./v1-12.ts";
import { v1_13 } from "./v1-13.ts";
import { v1_14 } from "./v1-14.ts";
import { v1_15 } from "./v1-15.ts";
import { v1_16 } from "./v1-16.ts";
import { v1_17 } from "./v1-17.ts";
import { v1_18 } from "./v1-18.ts";
import { v1_19 } from "./v1-19.ts";
import { v1_20 } from "./v1-20.ts";
import { v1_21 } from "./v1-21.ts";
import { v1_22 } from "./v1-22.ts";
import { v1_23 } from "./v1-23.ts";
import { v1_24 } from "./v1-24.ts";
import { v1_25 } from "./v1-25.ts";
import { v1_26 } from "./v1-26.ts";
import { v1_27 } from "./v1-27.ts";
import { v1_28 } from "./v1-28.ts";
import { v1_29 } from "./v1-29.ts";
import { v1_30 } from "./v1-30.ts";
import { v1_31 } from "./v1-31.ts";
import { v1_32 } from "./v1-32.ts";
import { v1_33 } from "./v1-33.ts";
import { v1_34 } from "./v1-34.ts";
import { v1_35 } from "./v1-35.ts";
import { v1_36 } from "./v1-36.ts";
import { v1_37 } from "./v1-37.ts";
import { v1_38 } from "./v1-38.ts";
import { v1_39 } from "./v1-39.ts";

/** Every microversion, oldest first: each is claimed once. */
export const changes: readonly Change[] = [
  v1_00,
  v1_01,
  v1_02,
  v1_03,
  v1_04,
  v1_05,
  v1_06,
  v1_07,
  v1_08,
  v1_09,
  v1_10,
  v1_11,
  v1_12,
  v1_13,
  v1_14,
  v1_15,
  v1_16,
  v1_17,
  v1_18,
  v1_19,
  v1_20,
  v1_21,
  v1_22,
  v1_23,
  v1_24,
  v1_25,
  v1_26,
  v1_27,
  v1_28,
  v1_29,
  v1_30,
  v1_31,
  v1_32,
  v1_33,
  v1_34,
  v1_35,
  v1_36,
  v1_37,
  v1_38,
  v1_39,
];
