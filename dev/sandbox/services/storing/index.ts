import type { Service } from "../../service";
import { s3 } from "./s3";
import { ssm } from "./ssm";

/** Services that store what they are given, with the policies on it. A new one is a table of operations beside this file and a line here. */
export const storingServices: readonly Service[] = [s3, ssm];
