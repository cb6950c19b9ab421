// The syntax of the rule language, whole. Layered expressions, no left recursion, no ambiguity; SLL and LL give the same tree.
//
// Only syntax stands here. Tokens are made by lexer.cc, by hand: it needs exact byte places, says what is wrong with a
// malformed literal or a stray character, and costs no warm-up at the start of a process. The names in tokens { } are
// its kinds; the words and signs in quotes below become token types by their spelling (see grammar.cc).
//
// Reserved words: and or not is in where when if then else yes no unknown expect. Every other word is contextual and may
// be a name (rule `soft`).
grammar Regard;

tokens { IDENT, CODE, MONEY, PERCENT, DATETIME, DATE, TIME, NUMBER, STRING }

oneItem     : item EOF ;
oneExpr     : expr EOF ;
item        : rulebook | useDecl | choice | issues | outcomes | profile | event | caseDecl | request
            | formula | model | scorecard | table | ladder | segment | promise | group | action | bundle
            | trigger | schedule | policy | guarantee | arbitrate | experiment | journey | kpi | testDecl ;

name        : IDENT | soft ;
title       : STRING ;
names       : name (',' name)* ;

// ---------- schema ----------
rulebook    : 'rulebook' name title? '{' setting* '}' ;
setting     : 'currency' CODE | 'timezone' STRING | 'locale' STRING | 'working' names TIME 'to' TIME ;
useDecl     : 'use' STRING ;
choice      : 'choice' name title? '{' memberDecls '}' ;
memberDecls : memberDecl ((',' | '<') memberDecl)* ','? ;            // all `,` or all `<`: E0111
memberDecl  : (name | 'yes' | 'no') title? ;
issues      : 'issues' '{' names ','? '}' ;
outcomes    : 'outcomes' '{' outcome (',' outcome)* ','? '}' ;
outcome     : name ('yes' | 'no') ('after' quantity)? ;
profile     : 'profile' name '{' keyField* '}' ;
keyField    : 'key'? field ;
field       : name title? ':' type ('default' constant)? ('private' | 'protected')* ;
event       : 'event' name title? '{' (field (',' field)* ','?)? '}' ;
caseDecl    : 'case' name title? '{' (field (',' field)* ','?)? '}' ('answer' 'within' quantity)? ;
request     : 'request' '{' field* '}' ;
type        : baseType ('by' name)? ;
baseType    : 'one' 'of' '{' memberDecls '}' | 'record' '{' field (',' field)* ','? '}' | 'list' 'of' baseType | name ;
constant    : '-'? literal | name ;

// ---------- figures ----------
formula     : 'formula' name title? (':' type)? '=' expr ;
model       : 'model' name title? '=' name ('with' name)? ('of' names)? 'from' STRING ;
scorecard   : 'scorecard' name title? 'from' constant 'to' constant 'start' constant '{' scoreRow* '}' ;
scoreRow    : ('add' | 'take') add 'when' expr ;
table       : 'table' name title? '(' tableInput (',' tableInput)* ')' '->' type hit '{' tableRow* '}' ;
tableInput  : name ('.' name)? ;                                     // request.channel
hit         : 'first' | 'unique' | 'any' | 'priority' | ('rule' | 'output') 'order'
            | 'collect' ('sum' | 'min' | 'max' | 'count')? ;
tableRow    : '|' (cell '|')+ ;
cell        : '-' | 'not'? member (',' member)* | cmp add ;
member      : add (('..' | '..<') add)? ;
cmp         : '=' | '!=' | '<' | '<=' | '>' | '>=' ;

// ---------- segments ----------
ladder      : 'segments' name title? '{' rung* '}' ;
rung        : name title? ('when' expr | 'otherwise' (',' 'also' 'when' 'unknown')?) ;
segment     : 'segment' name title? 'when' expr ;

// ---------- actions ----------
promise     : 'promise' name title? 'due' quantity 'kept' 'by' name ('where' expr)? ;
group       : 'group' name title? '{' (clause ','?)* '}' ;
action      : 'action' name title? ('in' name)? '{' (clause ','?)* '}' ;
clause      : ('eligible' | 'applicable' | 'suitable') 'when' expr waive*
            | ('value' | 'cost' | 'benefit') expr
            | 'propensity' ('learned' 'by' names 'prior' PERCENT ('from' NUMBER 'answers')? forgetting? reaching? | expr)
            | 'weight' lever ('when' expr)?
            | 'issue' name
            | 'active' DATE 'to' DATE
            | 'mandatory' title
            | brings
            | treatment
            | limit
            | pause ;
forgetting  : 'forgetting' 'half' 'in' quantity ;
reaching    : 'reaching' PERCENT 'until' NUMBER 'answers' ;
brings      : 'handover' 'to' 'queue' STRING ('skill' STRING)?
            | 'promise' name
            | 'ask' STRING 'as' name
            | 'do' name '{' pairs '}' 'silently'? ;
treatment   : 'treatment' name title? ('when' expr waive*)? '{' textField* '}' ;
textField   : name STRING ;
lever       : ('+' | '-') PERCENT ;
waive       : 'waive' 'protected' name STRING ;
limit       : 'at' 'most' NUMBER name? span everyone?
            | 'at' 'most' MONEY 'cost' 'of' name span everyone? ;
span        : 'in' quantity | 'per' name ;
everyone    : 'over' 'everyone' ;
pause       : 'pause' quantity 'after' NUMBER? name ('in' quantity)? ;
bundle      : 'bundle' name title? '{' bundlePart* '}' ;
bundlePart  : ('needs' | 'may' 'add') names ;

// ---------- proactive ----------
trigger     : 'on' name ('when' expr)? offer ;
schedule    : 'every' name ('at' TIME)? ('when' expr)? offer ;
offer       : 'offer' name ('after' quantity)? ('within' quantity)? ('by' names)? ;

// ---------- policies ----------
policy      : 'policy' name title? '{' (policyItem ','?)* '}' ;
policyItem  : limit | pause | 'quiet' 'from' TIME 'to' TIME ('unless' expr)? | never ;
never       : 'never' ('inbound' | 'outbound')? (('issue' | 'group' | 'action') names)? 'when' expr waive* ;
guarantee   : 'guarantee' title never ;

arbitrate   : 'arbitrate' '{' (arbItem ','?)* '}' ;
arbItem     : 'rank' 'by' expr
            | 'favour' name lever ('when' expr)?
            | 'keep' NUMBER
            | 'at' 'most' NUMBER 'per' name
            | 'explore' ('thompson' | 'none' | 'epsilon' PERCENT)
            | 'hold' 'out' PERCENT 'of' names 'as' name
            | 'when' 'late' 'answer' name ;
experiment  : 'experiment' name title? '{' name PERCENT (',' name PERCENT)* '}' 'measure' name 'within' quantity ;
journey     : 'journey' name title? '{' journeyStep* '}' ;
journeyStep : 'enter' 'when' expr | 'stage' name title? ('until' expr)? | 'leave' 'when' expr ;
kpi         : 'kpi' name title? '=' 'share' 'of' source 'that' expr ;

// ---------- tests ----------
testDecl    : 'test' title '{' testItem* '}' ;
testItem    : 'now' (DATETIME | DATE)
            | 'customer' '{' pairs '}'
            | 'request' '{' pairs '}'
            | 'on' name (quantity 'ago')? ('{' pairs '}')?
            | 'history' ('since' DATE)? '{' happened* '}'
            | 'population' '{' threshold* '}'
            | 'learned' '{' evidence* '}'
            | 'model' '{' modelAnswer* '}'
            | 'seed' NUMBER
            | 'expect' name ('first' | 'offered') ('by' name)?
                       ('with' brought ('and' brought)*)? ('saying' STRING)?
            | 'expect' name 'withheld' ('by' name name?)?
            | 'expect' expr ;
brought     : 'priority' constant | brings ;
happened    : name quantity 'ago' ('{' pairs '}')? ','? ;
threshold   : name ','? (rank 'from' constant ','?)+ ;
rank        : ('top' | 'bottom') (PERCENT | NUMBER) ('of' name)? ;
evidence    : name NUMBER 'of' NUMBER ('where' expr)? ','? ;
modelAnswer : name '.' name constant ','? ;
pairs       : (pair (',' pair)* ','?)? ;
pair        : name datum ;
datum       : '-'? literal | name | '{' pairs '}' | '[' (datum (',' datum)*)? ']' ;

// ---------- expressions: layered, no left recursion ----------
expr        : conj ('or' conj)* ;
conj        : neg ('and' neg)* ;
neg         : 'not' neg | relation ;
relation    : orElse ( cmp orElse | 'not'? 'in' set | 'is' 'not'? ('known' | 'unknown') )? ;
set         : '{' member (',' member)* ','? '}' | rank | name ;
orElse      : 'if' expr 'then' add 'else' add | add ('else' add)* ;
add         : mul (('+' | '-') mul)* ;
mul         : unary (('*' | '/') unary)* ;
unary       : '-' unary | unit 'from' postfix 'to' postfix | 'no' source | postfix ;
postfix     : primary ('.' name args? | '[' name ']')* ;
primary     : literal | name args? | '(' expr ')' ;
args        : '(' (arg (',' arg)*)? ')' ;
arg         : 'over' add | 'discounted' 'at' add | 'open' name ('where' expr)? | expr (window ('where' expr)? | 'where' expr)? ;
source      : name window? | '(' name window? ('where' expr)? ')' ;  // a filter is always inside parentheses
window      : 'in' 'last' quantity | 'this' unit ;
quantity    : NUMBER 'working'? unit ;
literal     : MONEY | PERCENT ('per' unit)? | quantity | NUMBER | DATE | DATETIME | TIME | STRING | 'yes' | 'no' | 'unknown' ;
unit        : 'seconds'|'minutes'|'hours'|'days'|'weeks'|'months'|'years'
            | 'second'|'minute'|'hour'|'day'|'week'|'month'|'year' ;

soft : 'action' | 'active' | 'add' | 'after' | 'ago' | 'also' | 'answer' | 'answers' | 'any' | 'applicable'
     | 'arbitrate' | 'as' | 'ask' | 'at' | 'benefit' | 'bottom' | 'bundle' | 'by' | 'case' | 'choice'
     | 'collect' | 'cost' | 'count' | 'currency' | 'customer' | 'day' | 'days' | 'default' | 'discounted' | 'do'
     | 'due' | 'eligible' | 'enter' | 'epsilon' | 'event' | 'every' | 'everyone' | 'experiment' | 'explore' | 'favour'
     | 'first' | 'forgetting' | 'formula' | 'from' | 'group' | 'guarantee' | 'half' | 'handover' | 'history' | 'hold' | 'hour' | 'hours'
     | 'inbound' | 'issue' | 'issues' | 'journey' | 'keep' | 'kept' | 'key' | 'known' | 'kpi' | 'last'
     | 'late' | 'learned' | 'leave' | 'list' | 'locale' | 'mandatory' | 'max' | 'may' | 'measure' | 'min' | 'minute'
     | 'minutes' | 'model' | 'month' | 'months' | 'most' | 'needs' | 'never' | 'none' | 'now' | 'of'
     | 'offer' | 'offered' | 'on' | 'one' | 'open' | 'order' | 'otherwise' | 'out' | 'outbound' | 'outcomes' | 'output'
     | 'over'
     | 'pause' | 'per' | 'policy' | 'population' | 'prior' | 'priority' | 'private' | 'profile' | 'promise' | 'propensity'
     | 'protected' | 'queue' | 'quiet' | 'rank' | 'reaching' | 'record' | 'request' | 'rule' | 'rulebook' | 'saying' | 'scorecard' | 'second' | 'seconds'
     | 'seed' | 'segment' | 'segments' | 'share' | 'silently' | 'since' | 'skill' | 'stage' | 'start' | 'suitable' | 'sum'
     | 'table' | 'take' | 'test' | 'that' | 'this' | 'thompson' | 'timezone' | 'to' | 'top' | 'treatment'
     | 'unique' | 'unless' | 'until' | 'use' | 'value' | 'waive' | 'week' | 'weeks' | 'weight' | 'with'
     | 'withheld' | 'within' | 'working' | 'year' | 'years' ;
