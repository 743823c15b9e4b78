/** Values of secrets that the stack makes itself. */
export interface SecretValues {
  /** The present value; undefined of a secret that has none yet. */
  read(secretId: string): Promise<string | undefined>;
  /**
   * Gives the secret a value.
   *
   * @param token of whoever asks for it, 32 to 64 characters: the same twice is written once
   * @throws ArchiverError `Conflict` where the token stands for another value
   */
  write(secretId: string, value: string, token: string): Promise<void>;
}
