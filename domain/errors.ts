/** Bad input: reported in one sentence or several, exit code 3, nothing changed. Every message names the file, the place, the value and the remedy. */
export class InputError extends Error {
  override readonly name: string = "InputError";
}

/** organization.yaml (or what it names) is wrong. */
export class ConfigurationError extends InputError {
  override readonly name = "ConfigurationError";
}

/** inventory.json is wrong, or does not fit the configuration or the live organization. */
export class InventoryError extends InputError {
  override readonly name = "InventoryError";
}
