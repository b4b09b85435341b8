/** Visitors that hand every imported module name of a file to `check(node, specifier)`, however it is imported. */
export function eachImport(check) {
  const literal = (node) => {
    if (typeof node?.value === 'string') check(node, node.value);
  };
  return {
    ImportDeclaration: (node) => literal(node.source),
    ExportNamedDeclaration: (node) => literal(node.source),
    ExportAllDeclaration: (node) => literal(node.source),
    ImportExpression: (node) => literal(node.source),
    TSImportType: (node) => literal(node.source ?? node.argument?.literal),
    TSExternalModuleReference: (node) => literal(node.expression),
    CallExpression: (node) => {
      const { callee } = node;
      const requires =
        (callee.type === 'Identifier' && callee.name === 'require') ||
        (callee.type === 'MemberExpression' && callee.object.name === 'require' && callee.property.name === 'resolve');
      if (requires) literal(node.arguments[0]);
    },
  };
}
