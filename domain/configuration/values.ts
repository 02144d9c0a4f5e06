import { z } from "zod";
import { accountId, region } from "../identifiers";
import { section } from "./section";

export const account = z
  .string({ error: "expected an account id: twelve digits in quotes (without quotes YAML reads a number and drops leading zeros)" })
  .regex(/^\d{12}$/, { error: "expected an account id: twelve digits in quotes" })
  .transform(accountId);

export const regionCode = z
  .string({ error: "expected a Region's code, for example eu-central-1" })
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, { error: "expected a Region's code, for example eu-central-1" })
  .transform(region);

export const enabled = z.boolean({ error: "expected true or false" });
export const sentence = (what: string) =>
  z
    .string({ error: `expected ${what} as text` })
    .trim()
    .min(1, { error: `expected ${what}; it is shown wherever the reason is asked for` });
export const excludedRegions = z.array(section({ name: regionCode, reason: sentence("a reason") }), {
  error: "expected a list of Regions, each with name and reason",
});

export const tagKey = z
  .string({ error: "expected a tag's key" })
  .min(1, { error: "expected a tag's key" })
  .max(128, { error: "expected at most 128 characters" });
export const tagValue = z
  .string({ error: "expected a tag's value as text; put numbers and true or false in quotes" })
  .max(256, { error: "expected at most 256 characters" });
export const tag = section({ key: tagKey, value: tagValue.optional().describe("Any value of the key where this is left out.") });

/** Of a path: no part of it means "the one around". */
export const withoutDots: [(path: string) => boolean, { error: string }] = [
  (path) => !path.split("/").some((part) => part === ".." || part === "."),
  { error: 'expected a path from the top, without "." and ".." between the slashes' },
];

export const ouPath = z
  .string({ error: "expected an OU path, for example Workloads/Prod" })
  .regex(/^[^/\s]([^/]*[^/\s])?(\/[^/\s]([^/]*[^/\s])?)*$/, {
    error:
      "expected the names of the OUs from below the root down, joined by slashes, none in front and none behind, for example Workloads/Prod",
  })
  .refine(...withoutDots);
