/** What an authorizer tells the function: `requestContext.authorizer`. */
export type Authorizer =
  | { readonly iam: Readonly<Record<string, string | null>> }
  | { readonly jwt: { readonly claims: Readonly<Record<string, string>>; readonly scopes: readonly string[] } };
