interface SecurityHeaders {
  readonly ContentSecurityPolicy?: { readonly ContentSecurityPolicy: string };
  readonly ContentTypeOptions?: object;
  readonly FrameOptions?: { readonly FrameOption: string };
  readonly ReferrerPolicy?: { readonly ReferrerPolicy: string };
}

/**
 * The headers that a response headers policy of CloudFront adds, but for the one that demands TLS: one machine has none.
 *
 * @param properties of an `AWS::CloudFront::ResponseHeadersPolicy`, evaluated
 */
export function policyHeaders(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const config = properties.ResponseHeadersPolicyConfig as { SecurityHeadersConfig?: SecurityHeaders } | undefined;
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy } =
    config?.SecurityHeadersConfig ?? {};
  return {
    ...(ContentSecurityPolicy && { 'content-security-policy': ContentSecurityPolicy.ContentSecurityPolicy }),
    ...(ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
    ...(FrameOptions && { 'x-frame-options': FrameOptions.FrameOption }),
    ...(ReferrerPolicy && { 'referrer-policy': ReferrerPolicy.ReferrerPolicy }),
  };
}
