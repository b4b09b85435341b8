// passes
export interface IdTagInfo {
  status: string;
}
export interface Invoice {
  id: string;
}
