/**
 * Stands in the bundles for what the core of the official clients loads and needs only where it sends a request by itself, or
 * reads XML: web sockets, proxies, dates, `lodash`. What is called here is signed by the core and sent by `transport.ts`; a
 * call that needs one of them fails. Half of what loading the core takes.
 */
export {};
