// fails: no-restricted-syntax
export interface ISession {
  id: string;
}
