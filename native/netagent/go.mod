module chaindrill/netagent

go 1.24
