import type { Service } from "./service";
import { service as sts } from "./sts";

/** Every service of the sandbox. A new one is a folder beside this file and a line here. */
export const services: readonly Service[] = [sts];
