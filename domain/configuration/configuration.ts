import type { z } from "zod";
import type { Partition } from "../partitions";
import type { configurationSchema } from "./schema";

type Written = z.output<typeof configurationSchema>;

/** `organization.yaml`, validated, with every default filled in. The schema says what each key is for. */
export type Configuration = Omit<Written, "organization"> & {
  organization: Written["organization"] & {
    /** Follows from the home Region. */
    partition: Partition;
  };
};

/**
 * A difference for some accounts. The most specific one that speaks of a setting wins: account, then tag, then the deepest OU. Two of
 * equal rank that disagree about one account are an error.
 */
export type Override = Configuration["overrides"][number];
