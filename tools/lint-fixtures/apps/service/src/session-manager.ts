// fails: no-restricted-syntax
export class SessionManager {}
