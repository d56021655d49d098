/** What Function Compute passes to a handler, as far as it is used. https://www.alibabacloud.com/help/en/fc/context-3 */
export interface FunctionContext {
  requestId: string;
  /** Of the function's role; short-lived, and renewed with each invocation. */
  credentials?: { accessKeyId?: string; accessKeySecret?: string; securityToken?: string };
  function?: { name?: string; timeout?: number };
  region?: string;
  accountId?: string;
}
