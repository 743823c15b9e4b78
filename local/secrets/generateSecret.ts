import type { Random } from '../../core/system.ts';

/** `GenerateSecretString` of a template. Source: CloudFormation reference, AWS::SecretsManager::Secret. */
export interface SecretGeneration {
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludePunctuation?: boolean;
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
}

/** Documented: GetRandomPassword, "by default", with what it calls punctuation. */
const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const DEFAULT_LENGTH = 32;

/** A secret as the template asks for it: a password, or that in a JSON text under a key. */
export function generateSecret(asked: SecretGeneration, random: Pick<Random, 'bytes'>): string {
  const excluded = new Set(asked.ExcludeCharacters ?? '');
  const all = asked.ExcludePunctuation === true ? LETTERS_AND_DIGITS : LETTERS_AND_DIGITS + PUNCTUATION;
  const characters = [...all].filter((character) => !excluded.has(character));
  const password = drawn(characters, asked.PasswordLength ?? DEFAULT_LENGTH, random);
  if (asked.GenerateStringKey === undefined) return password;
  return JSON.stringify({ ...JSON.parse(asked.SecretStringTemplate ?? '{}'), [asked.GenerateStringKey]: password });
}

/** Each character as likely as any other: bytes beyond the last whole multiple are thrown away. */
function drawn(characters: readonly string[], length: number, random: Pick<Random, 'bytes'>): string {
  const fair = 256 - (256 % characters.length);
  let text = '';
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < fair && text.length < length) text += characters[byte % characters.length];
    }
  }
  return text;
}
