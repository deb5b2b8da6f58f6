module chaindrill/null-node

go 1.22
